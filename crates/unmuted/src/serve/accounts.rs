//! `accounts.toml` in the folder of cases: who may sign in, and what they may do. Passwords are kept as Argon2id
//! hashes (RFC 9106) with their own salts; the file is readable by its owner alone.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Argon2, password_hash};
use miette::miette;
use serde::{Deserialize, Serialize};

use super::api::Role;
use crate::case_files::write;

/// The file's name.
pub const FILE: &str = "accounts.toml";

/// The shortest password that is taken (NIST SP 800-63B, section 5.1.1.2, asks for 8 at least; there is no second factor).
pub const LEAST_PASSWORD: usize = 12;

/// The longest name or password that is read; hashing megabytes for a stranger is not offered.
pub const MOST: usize = 256;

/// One account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Their name: what lines in a case say of who wrote them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Which cases they see; all where there are none.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub cases: BTreeSet<String>,
    /// Whether a reviewer sees what is privileged; an owner does, a reader never.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub privileged: bool,
    /// The password's hash, in the PHC string format.
    pub password: String,
}

impl Account {
    /// Whether they see a case.
    pub fn sees(&self, case: &str) -> bool {
        self.cases.is_empty() || self.cases.contains(case)
    }

    /// Whether they see what is privileged.
    pub fn sees_privileged(&self) -> bool {
        self.role == Role::Owner || (self.role == Role::Reviewer && self.privileged)
    }
}

/// All accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// In the order of the file.
    #[serde(default, rename = "account")]
    pub all: Vec<Account>,
}

impl Accounts {
    /// The accounts of a folder of cases; `None` where there is no file.
    ///
    /// # Errors
    /// Where the file cannot be read: then nobody may in, rather than everybody.
    pub fn load(dir: &Path) -> miette::Result<Option<Self>> {
        let text = match fs::read_to_string(dir.join(FILE)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(miette!(help = "check that the file may be read", "{FILE}: {error}")),
        };
        let accounts: Self = toml::from_str(&text).map_err(|e| {
            miette!(help = "mend that place, or take the account out", "{FILE}: {}", e.to_string().trim())
        })?;
        Ok(Some(accounts))
    }

    /// Writes the file, for its owner's eyes.
    ///
    /// # Errors
    /// Where it cannot be written; it is then as it was.
    pub fn save(&self, dir: &Path) -> miette::Result<()> {
        let head = "# Who may sign in to the cases in this folder. Written by `unmuted account`.\n";
        let text = toml::to_string(self).map_err(|e| miette!("{FILE}: {e}"))?;
        let path = dir.join(FILE);
        crate::os::make_private(&path)
            .and_then(|()| write::replace(&path, format!("{head}\n{text}").as_bytes()))
            .map_err(|e| miette!(help = write::remedy(&e), "{FILE} cannot be written: {e}"))
    }

    /// The account of that name.
    pub fn of(&self, name: &str) -> Option<&Account> {
        self.all.iter().find(|a| a.name == name)
    }

    /// Who may do more than the others, in words.
    pub fn owners(&self) -> String {
        let owners: Vec<&str> = self.all.iter().filter(|a| a.role == Role::Owner).map(|a| a.name.as_str()).collect();
        owners.join(", ")
    }

    /// The account, if the password is its own. Takes as long for a name that there is not.
    pub fn check(&self, name: &str, password: &str) -> Option<&Account> {
        // A hash of nothing that anybody knows, so that a mistaken name takes as long as a mistaken password.
        const NOBODY: &str =
            "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$WUGPqCcUmc6GTPdEG1PLxXaAXYRaVKtVwGRDQZpHFWI";
        let account = self.of(name);
        let hash = account.map_or(NOBODY, |a| a.password.as_str());
        let parsed = PasswordHash::new(hash).ok()?;
        let holds = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
        account.filter(|_| holds)
    }
}

/// The hash of a password, with a salt of its own.
///
/// # Errors
/// Where the system gives no random bytes.
pub fn hash(password: &str) -> Result<String, password_hash::Error> {
    let salt = SaltString::generate(&mut OsRng);
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accounts() -> Accounts {
        let account = |name: &str, role| Account {
            name: name.into(),
            role,
            cases: BTreeSet::new(),
            privileged: false,
            password: hash("correct horse battery").unwrap(),
        };
        Accounts { all: vec![account("owner", Role::Owner), account("reader", Role::Reader)] }
    }

    #[test]
    fn only_the_right_password_opens_and_none_is_kept() {
        let accounts = accounts();
        assert_eq!(accounts.check("owner", "correct horse battery").map(|a| a.role), Some(Role::Owner));
        assert!(accounts.check("owner", "correct horse").is_none());
        assert!(accounts.check("nobody", "correct horse battery").is_none());
        assert_ne!(accounts.all[0].password, accounts.all[1].password, "each has a salt of its own");
        let dir = tempfile::tempdir().unwrap();
        accounts.save(dir.path()).unwrap();
        assert!(!fs::read_to_string(dir.path().join(FILE)).unwrap().contains("correct horse"));
        assert_eq!(Accounts::load(dir.path()).unwrap(), Some(accounts));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(dir.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "nobody else reads it");
        }
    }

    #[test]
    fn a_broken_file_lets_nobody_in() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(FILE), "[[account]]\nname = \"a\"\nrole = \"emperor\"\npassword = \"x\"\n").unwrap();
        assert!(Accounts::load(dir.path()).unwrap_err().to_string().contains("emperor"));
        assert_eq!(Accounts::load(&dir.path().join("none")).unwrap(), None);
    }
}

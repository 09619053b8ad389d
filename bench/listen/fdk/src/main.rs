//! Packs a 16-bit WAV as AAC in ADTS by the FDK encoder: `fdk IN.wav OUT.aac cbr:64000|vbr:3|he:32000`.
//! Prints the encoder's delay in samples, which ADTS has no place for.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Read, Write};

use fdk_aac::enc::{AudioObjectType, BitRate, ChannelMode, Encoder, EncoderParams, Transport};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [input, output, setting] = &args[..] else {
        return Err("usage: fdk IN.wav OUT.aac cbr:BITS|vbr:1..5|he:BITS".into());
    };
    let (channels, sample_rate, mut sound) = wav(File::open(input)?)?;
    let (kind, number) = setting.split_once(':').ok_or("the setting is cbr:BITS, vbr:1..5 or he:BITS")?;
    let number: u32 = number.parse()?;
    let bit_rate = match (kind, number) {
        ("cbr" | "he", bits) => BitRate::Cbr(bits),
        ("vbr", 1) => BitRate::VbrVeryLow,
        ("vbr", 2) => BitRate::VbrLow,
        ("vbr", 3) => BitRate::VbrMedium,
        ("vbr", 4) => BitRate::VbrHigh,
        ("vbr", 5) => BitRate::VbrVeryHigh,
        _ => return Err(format!("{setting:?} is no setting").into()),
    };
    let encoder = Encoder::new(EncoderParams {
        bit_rate,
        sample_rate,
        transport: Transport::Adts,
        channels: if channels == 1 { ChannelMode::Mono } else { ChannelMode::Stereo },
        audio_object_type: if kind == "he" { AudioObjectType::Mpeg4HeAac } else { AudioObjectType::Mpeg4LowComplexity },
    })
    .map_err(|e| e.to_string())?;
    let info = encoder.info().map_err(|e| e.to_string())?;
    let frame = info.frameLength as usize * channels;
    let mut out = BufWriter::new(File::create(output)?);
    let mut packed = vec![0; 1 << 14];
    let mut bytes = vec![0; 2 * frame];
    // Zeros behind the sound flush what the encoder holds back, and no packet more than holds the last sample.
    let (mut heard, mut packets, mut ended) = (0, 0, false);
    while !ended || packets * frame < heard + info.nDelay as usize * channels {
        let got = fill(&mut sound, &mut bytes)?;
        bytes[got..].fill(0);
        ended = got < bytes.len();
        heard += got / 2;
        let samples: Vec<i16> = bytes.chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect();
        let mut rest = &samples[..];
        while !rest.is_empty() {
            let did = encoder.encode(rest, &mut packed).map_err(|e| e.to_string())?;
            out.write_all(&packed[..did.output_size])?;
            packets += usize::from(did.output_size > 0);
            rest = &rest[did.input_consumed..];
        }
    }
    out.flush()?;
    println!("{}", info.nDelay);
    Ok(())
}

/// Channels, samples a second and the samples of a WAV whose `data` chunk follows its `fmt ` chunk.
fn wav(mut file: File) -> Result<(usize, u32, impl Read), Box<dyn Error>> {
    let mut head = [0; 12];
    file.read_exact(&mut head)?;
    if &head[..4] != b"RIFF" || &head[8..] != b"WAVE" {
        return Err("not a WAV".into());
    }
    let (mut channels, mut rate) = (0, 0);
    loop {
        let mut chunk = [0; 8];
        file.read_exact(&mut chunk)?;
        let size = u32::from_le_bytes([chunk[4], chunk[5], chunk[6], chunk[7]]);
        if &chunk[..4] == b"data" {
            return Ok((channels, rate, std::io::BufReader::with_capacity(1 << 16, file.take(size.into()))));
        }
        let mut body = vec![0; size as usize];
        file.read_exact(&mut body)?;
        if &chunk[..4] == b"fmt " {
            if body[14] != 16 {
                return Err("not 16 bits a sample".into());
            }
            channels = usize::from(body[2]);
            rate = u32::from_le_bytes([body[4], body[5], body[6], body[7]]);
        }
    }
}

fn fill(from: &mut impl Read, into: &mut [u8]) -> std::io::Result<usize> {
    let mut got = 0;
    while got < into.len() {
        match from.read(&mut into[got..])? {
            0 => break,
            n => got += n,
        }
    }
    Ok(got)
}

/** With a full stop, where the words do not end in one. */
export const stopped = (words: string) => (/[.!?]”?$/.test(words) ? words : `${words}.`);

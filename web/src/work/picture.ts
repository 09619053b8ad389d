// How long one picture of a recording lasts, learned from the pictures themselves: a review says nothing of it. A
// player that nobody sees runs for a few pictures, without sound.

const PICTURES = 6;
const PATIENCE_MS = 3000;
const known = new Map<string, Promise<number | null>>();

/** Seconds; null where the browser tells none. */
export function pictureLength(src: string, fromS: number): Promise<number | null> {
  const asked = known.get(src) ?? learn(src, fromS);
  known.set(src, asked);
  return asked;
}

function learn(src: string, fromS: number): Promise<number | null> {
  const video = document.createElement('video');
  if (!('requestVideoFrameCallback' in video)) return Promise.resolve(null);
  return new Promise((resolve) => {
    const steps: number[] = [];
    let last = -1;
    const end = () => {
      clearTimeout(timer);
      video.pause();
      video.removeAttribute('src');
      video.load();
      steps.sort((a, b) => a - b);
      resolve(steps[Math.floor(steps.length / 2)] ?? null);
    };
    const timer = setTimeout(end, PATIENCE_MS);
    const seen = (_: number, meta: VideoFrameCallbackMetadata) => {
      const step = meta.mediaTime - last;
      if (last >= 0 && step > 0.004 && step < 0.25) steps.push(step);
      last = meta.mediaTime;
      if (steps.length >= PICTURES) end();
      else video.requestVideoFrameCallback(seen);
    };
    video.muted = true;
    video.preload = 'auto';
    // Slowly, so that no picture is left out.
    video.defaultPlaybackRate = 0.5;
    video.src = src;
    video.currentTime = Math.max(0, fromS);
    video.requestVideoFrameCallback(seen);
    video.play().catch(end);
  });
}

import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useText } from '../../texts/index.ts';
import { readFrom } from './read-qr.ts';

const EVERY_MS = 200;
const WIDE = 640;

/** Looks through the camera until a QR code is found or the person stops. */
export function Camera({ onFound, onStop }: { onFound: (text: string) => void; onStop: () => void }) {
  const t = useText();
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  const found = useEffectEvent(onFound);
  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setInterval> | undefined;
    let left = false;
    const start = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
        const element = video.current;
        if (left || !element) {
          stopAll(stream);
          return;
        }
        element.srcObject = stream;
        await element.play();
        const canvas = document.createElement('canvas');
        timer = setInterval(() => {
          const scale = Math.min(1, WIDE / (element.videoWidth || WIDE));
          const text = readFrom(
            canvas,
            element,
            Math.round(element.videoWidth * scale),
            Math.round(element.videoHeight * scale),
          );
          if (text === undefined) return;
          clearInterval(timer);
          found(text);
        }, EVERY_MS);
      } catch {
        if (!left) setFailed(true);
      }
    };
    void start();
    return () => {
      left = true;
      clearInterval(timer);
      if (stream) stopAll(stream);
    };
  }, []);
  return (
    <div className="camera">
      {failed ? (
        <p role="alert">{t('verify.cameraFailed')}</p>
      ) : (
        <>
          {/* A picture of what the camera sees: it has no sound to caption. */}
          {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
          <video ref={video} muted playsInline aria-label={t('verify.cameraHint')} />
          <p className="small">{t('verify.cameraHint')}</p>
        </>
      )}
      <button type="button" className="yw-button" data-quiet="" onClick={onStop}>
        {failed ? t('close') : t('verify.cameraStop')}
      </button>
    </div>
  );
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

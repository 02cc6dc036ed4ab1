import { useLanguage } from '@yiwang/ui';
import { useEffect, useState } from 'react';
import { useText } from '../texts/index.ts';
import { Icon } from './icons.tsx';

/** Reads the page aloud where the device has a voice for its language; shows nothing where it has none. */
export function ReadAloud() {
  const t = useText();
  const language = useLanguage();
  const voice = useVoice(language);
  const [reading, setReading] = useState(false);
  useEffect(() => () => window.speechSynthesis?.cancel(), []);
  if (!voice) return null;
  const toggle = () => {
    window.speechSynthesis.cancel();
    if (reading) {
      setReading(false);
      return;
    }
    const words = new SpeechSynthesisUtterance(document.getElementById('main')?.innerText ?? '');
    words.voice = voice;
    words.lang = voice.lang;
    words.rate = 0.9;
    words.onend = () => setReading(false);
    setReading(true);
    window.speechSynthesis.speak(words);
  };
  return (
    <div className="read-aloud">
      <button type="button" className="yw-button" data-quiet="" onClick={toggle}>
        <Icon name="sound" /> {reading ? t('elder.stop') : t('elder.read')}
      </button>
    </div>
  );
}

function useVoice(language: string): SpeechSynthesisVoice | undefined {
  const [voices, setVoices] = useState<SpeechSynthesisVoice[]>(() => window.speechSynthesis?.getVoices() ?? []);
  useEffect(() => {
    const synthesis = window.speechSynthesis as SpeechSynthesis | undefined;
    const update = () => setVoices(synthesis?.getVoices() ?? []);
    synthesis?.addEventListener('voiceschanged', update);
    return () => synthesis?.removeEventListener('voiceschanged', update);
  }, []);
  return voices.find((voice) => voice.lang.toLowerCase().startsWith(language));
}

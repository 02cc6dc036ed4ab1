import './licences.css';
import { formatDate, useLocal, type LicenceListing } from '@yiwang/ui';
import { useText } from '../../texts/index.ts';

const DARK_ENOUGH = /^#[0-9a-f]{6}$/i;

/** The face of an e-licence in its template's colour, which is darkened until white text on it reads at 7:1. */
export function LicenceCard({ licence, level = 2 }: { licence: LicenceListing; level?: 2 | 3 }) {
  const t = useText();
  const local = useLocal();
  const Heading = level === 2 ? 'h2' : 'h3';
  const colour = DARK_ENOUGH.test(licence.colour) ? readableColour(licence.colour) : '#0f419f';
  return (
    <div
      className="licence"
      data-status={licence.status}
      style={{ backgroundColor: licence.status === 'valid' ? colour : '#454d59' }}
    >
      <div className="licence-head">
        <div>
          <Heading>{local(licence.title)}</Heading>
          {licence.subtitle ? <p className="licence-sub">{local(licence.subtitle)}</p> : null}
        </div>
        <span className="licence-status">{local(licence.statusTitle)}</span>
      </div>
      <dl>
        {licence.fields.map((field) => (
          <div key={field.title.zh}>
            <dt>{local(field.title)}</dt>
            <dd>{field.value}</dd>
          </div>
        ))}
        <div>
          <dt>{t('licences.until')}</dt>
          <dd>{licence.validUntil ? formatDate(licence.validUntil) : t('licences.forever')}</dd>
        </div>
      </dl>
      <p className="licence-foot">
        <span>{local(licence.issuerName)}</span>
        <span className="licence-no">{licence.identifier}</span>
      </p>
    </div>
  );
}

/** The colour, darkened step by step until white on it has a contrast of 7:1 (WCAG 2.2, 1.4.6). */
export function readableColour(hex: string): string {
  let rgb = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  while (1.05 / (luminance(rgb) + 0.05) < 7) rgb = rgb.map((part) => Math.floor(part * 0.95));
  return `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function luminance(rgb: number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

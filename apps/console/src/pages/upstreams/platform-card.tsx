import { ErrorNotice, formatInstant, useLocal } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { orderPlatform, UPSTREAMS, type Platform } from '../../api/upstreams.ts';
import { usePermission } from '../../data/session.ts';
import { Tag } from '../../table/tag.tsx';
import { useLevelsText } from '../../texts/levels.ts';

const TONES = { up: 'green', down: 'red', refusing: 'amber' } as const;

/** A platform above: whether it is there, what is missing, and where its credentials come from. */
export function PlatformCard({ platform, onCredentials }: { platform: Platform; onCredentials: () => void }) {
  const t = useLevelsText();
  const local = useLocal();
  const may = usePermission();
  const client = useQueryClient();
  const order = useMutation({
    mutationFn: (act: 'probe' | 'pull') => orderPlatform(platform.id, act),
    onSettled: () => client.invalidateQueries({ queryKey: [UPSTREAMS] }),
  });
  const { health, provisioned, missing } = platform;
  const names = missing.map((name) => t(`upstreams.missingNames.${name}`)).join(' · ');
  return (
    <section className="card pad stack-s" aria-label={local(platform.title)}>
      <div className="row">
        <h2>{local(platform.title)}</h2>
        {platform.simulated ? <Tag tone="amber">{t('upstreams.simulated')}</Tag> : null}
      </div>
      <p className="platform-facts">
        <small>
          {t(`upstreams.levels.${platform.level}`)} · {t(`upstreams.schemes.${platform.scheme}`)} ·{' '}
          {t('upstreams.servicesOf', { count: platform.services })}
        </small>
      </p>
      {provisioned ? (
        <p>
          {health ? <Tag tone={TONES[health.state]}>{t(`upstreams.health.${health.state}`)}</Tag> : null}{' '}
          <small>
            {health
              ? t('upstreams.healthAt', { at: formatInstant(health.at, { seconds: true }), ms: health.ms })
              : t(platform.business ? 'upstreams.unknown' : 'upstreams.noProbe')}
            {health?.words ? ` · ${local(health.words)}` : ''}
          </small>
        </p>
      ) : (
        <p>
          <Tag>{t('upstreams.notProvisioned')}</Tag> <small>{t('upstreams.missing', { what: names })}</small>
        </p>
      )}
      {platform.from ? (
        <p>
          <small>
            {platform.from === 'deployment'
              ? t('upstreams.fromDeployment')
              : t('upstreams.fromConsole', { at: platform.setAt ? formatInstant(platform.setAt) : '' })}
          </small>
        </p>
      ) : null}
      {platform.simulated ? (
        <p>
          <small>{t('upstreams.simulatedText')}</small>
        </p>
      ) : null}
      {order.error ? <ErrorNotice error={order.error} level={3} /> : null}
      {may('upstreams.manage') ? (
        <div className="row">
          <Button onClick={onCredentials}>{t('upstreams.credentials')}</Button>
          {provisioned && platform.business ? (
            <>
              <Button loading={order.isPending && order.variables === 'probe'} onClick={() => order.mutate('probe')}>
                {t('upstreams.probe')}
              </Button>
              <Button loading={order.isPending && order.variables === 'pull'} onClick={() => order.mutate('pull')}>
                {t('upstreams.pull')}
              </Button>
            </>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}

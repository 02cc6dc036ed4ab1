import { ErrorNotice, formatInstant } from '@yiwang/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { saveProofSetting, type Setting } from '../../api/reconciliations.ts';
import { RAIL } from '../../data/railway-queries.ts';
import { usePermission } from '../../data/session.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { useText } from '../../texts/index.ts';

const EVERY = ['0', '1', '6', '24', '168'] as const;
type Props = { lineId: string; setting: Setting | undefined; nextAt: string | undefined };

/** How often a line is proven by itself, and whether what differs is mended without asking. */
export function ProofSetting({ lineId, setting, nextAt }: Props) {
  const t = useText();
  const may = usePermission();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<{ every: string; mend: boolean }>();
  const saved = { every: String(setting?.everyHours ?? 0), mend: setting?.mend ?? false };
  const { every, mend } = chosen ?? saved;
  const save = useMutation({
    mutationFn: () =>
      saveProofSetting(lineId, { everyHours: every === '0' ? null : Number(every), mend: every !== '0' && mend }),
    onSuccess: () => {
      setChosen(undefined);
      return client.invalidateQueries({ queryKey: [RAIL] });
    },
  });
  const choices = EVERY.some((one) => one === every) ? EVERY : ([...EVERY, every] as const);
  const words = (value: string) => {
    const known = EVERY.find((one) => one === value);
    return known ? t(`proof.every.h${known}`) : t('proof.everyHours', { count: Number(value) });
  };
  return (
    <section className="card pad stack-s">
      <h2>{t('proof.setting')}</h2>
      <div className="row">
        <SelectBox
          label={t('proof.setting')}
          value={every}
          width={180}
          onChange={(value) => may('exchange.manage-lines') && setChosen({ every: value, mend })}
          options={choices.map((value) => ({ value, label: words(value) }))}
        />
        <Checkbox
          checked={mend && every !== '0'}
          disabled={every === '0' || !may('exchange.manage-lines')}
          onChange={(event) => setChosen({ every, mend: event.target.checked })}
        >
          {t('proof.mendAlone')}
        </Checkbox>
        {chosen ? (
          <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
            {t('form.save')}
          </Button>
        ) : null}
        {nextAt && !chosen ? <span className="quiet">{t('proof.nextAt', { at: formatInstant(nextAt) })}</span> : null}
      </div>
      {save.error ? <ErrorNotice error={save.error} level={3} /> : null}
    </section>
  );
}

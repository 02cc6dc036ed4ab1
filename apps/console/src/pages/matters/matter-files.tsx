import { Segmented } from 'antd';
import { useState } from 'react';
import { ProcessPicture } from '@yiwang/ui/process/process-picture.tsx';
import type { MatterDetail } from '../../api/matters.ts';
import { useMattersText } from '../../texts/matters.ts';

const NAMES = ['process.bpmn', 'form.json', 'decision.dmn'] as const;

/** The files a matter runs by, to be read; the process as a picture. */
export function MatterFiles({ inUse: { files, ownProcess } }: { inUse: NonNullable<MatterDetail['inUse']> }) {
  const t = useMattersText();
  const [name, setName] = useState<(typeof NAMES)[number]>('process.bpmn');
  const process = files['process.bpmn'];
  const called = Object.entries(files).flatMap(([file, xml]) => {
    const id = /^called-(.+)\.bpmn$/.exec(file)?.[1];
    return id === undefined ? [] : [{ id, xml }];
  });
  return (
    <section className="card pad stack">
      <div className="row">
        <Segmented
          value={name}
          aria-label={t('page.tabs.files')}
          onChange={(value) => setName(value as (typeof NAMES)[number])}
          options={NAMES.map((value) => ({ value, label: t(`page.file.${value}`) }))}
        />
        {name === 'process.bpmn' ? <small>{ownProcess ? t('page.ownProcess') : t('page.productProcess')}</small> : null}
      </div>
      {name === 'process.bpmn' && process ? (
        <ProcessPicture position={{ xml: process, active: [], done: [] }} label={t('page.processOf')} />
      ) : null}
      {name === 'process.bpmn'
        ? called.map(({ id, xml }) => (
            <div key={id} className="stack-s">
              <h3>{t('page.calledProcess', { id })}</h3>
              <ProcessPicture position={{ xml, active: [], done: [] }} label={t('page.calledProcess', { id })} />
            </div>
          ))
        : null}
      <pre className="matter-file" tabIndex={0} role="region" aria-label={t(`page.file.${name}`)}>
        {files[name] ?? ''}
      </pre>
    </section>
  );
}

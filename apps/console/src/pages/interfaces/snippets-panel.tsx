import { ErrorNotice, useLocal } from '@yiwang/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Tabs } from 'antd';
import { useState } from 'react';
import '../../styles/applications.css';
import '../../styles/interfaces.css';
import { fetchOpenApi, fetchSnippets, type Grant } from '../../api/interfaces.ts';
import { SelectBox } from '../../rail/select-box.tsx';
import { Field } from '../../rail/field.tsx';
import { Waiting } from '../../shell/page.tsx';
import { useInterfaceText } from '../../texts/interfaces.ts';
import { CopyButton } from '../applications/copy-button.tsx';

type Props = {
  id: string;
  grants: readonly Grant[];
  /** Of whom the call is and what for, where that is settled. */
  application?: string;
  purpose?: string;
};

/** Calls that are ready to copy, and the document from which other tools make theirs. */
export function SnippetsPanel({ id, grants, application, purpose = '' }: Props) {
  const it = useInterfaceText();
  const local = useLocal();
  const [chosen, setChosen] = useState(application ?? grants[0]?.application ?? '');
  const query = useQuery({
    queryKey: ['interfaces', 'snippets', id, chosen, purpose],
    queryFn: () => fetchSnippets(id, chosen, purpose),
  });
  const openApi = useMutation({
    mutationFn: () => fetchOpenApi(id),
    onSuccess: (document) => save(`${id}.openapi.json`, JSON.stringify(document, null, 2)),
  });
  return (
    <div className="stack">
      <small>{it('snippetsText')}</small>
      <div className="row">
        {application === undefined && grants.length > 0 ? (
          <Field label={it('forApplication')}>
            {(described) => (
              <SelectBox
                {...described}
                label={it('forApplication')}
                value={chosen}
                width={280}
                onChange={setChosen}
                options={[
                  { value: '', label: it('anyApplication') },
                  ...[...new Map(grants.map((grant) => [grant.application, grant])).values()].map((grant) => ({
                    value: grant.application,
                    label: local(grant.applicationTitle),
                  })),
                ]}
              />
            )}
          </Field>
        ) : null}
        <Button loading={openApi.isPending} onClick={() => openApi.mutate()}>
          {it('openApi')}
        </Button>
      </div>
      {openApi.error ? <ErrorNotice error={openApi.error} level={3} /> : null}
      {query.error ? <ErrorNotice error={query.error} onRetry={() => void query.refetch()} level={3} /> : null}
      {query.data ? (
        <Tabs
          className="interface-tabs"
          items={query.data.items.map(({ language, title, code }) => ({
            key: language,
            label: title,
            children: (
              <div className="stack-s">
                <pre className="code" tabIndex={0}>
                  {code}
                </pre>
                <div className="row">
                  <CopyButton text={code} label={it('copyCode')} />
                </div>
              </div>
            ),
          }))}
        />
      ) : query.error ? null : (
        <Waiting blocks={3} />
      )}
    </div>
  );
}

function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

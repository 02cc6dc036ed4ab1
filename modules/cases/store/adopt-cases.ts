import { sql, type Tx } from '@platform/database';

/**
 * Cases handed in before there were processes: they obey the law alone, and get a task, so that they stand in the work list as all others do.
 * The number of tasks made; none the second time.
 */
export async function adoptOpenCases(tx: Tx, now: Date): Promise<number> {
  await tx.run(sql`
    update cases.case set light = 'green', next_light_at = amber_from
    where due_at is not null and light is null and state in ('received', 'accepted', 'under-review')`);
  return tx.run(sql`
    insert into cases.task (id, case_id, kind, state, link, title_zh, title_en, matter, organisation, opened_at, due_at, amber_from,
      statutory_due_at, work_order)
    select gen_random_uuid(), c.id, 'user', 'open', case c.state when 'received' then 'accept' else 'decide' end,
      case c.state when 'received' then '受理' else '审核决定' end, case c.state when 'received' then 'Acceptance' else 'Review and decision' end,
      c.matter, c.organisation, ${now}, c.due_at, c.amber_from, c.statutory_due_at, c.work_order
    from cases.case c
    where c.submitted_at is not null and c.state in ('received', 'accepted', 'under-review')
      and not exists (select from cases.process p where p.case_id = c.id)
      and not exists (select from cases.task t where t.case_id = c.id and t.state in ('open', 'failed'))`);
}

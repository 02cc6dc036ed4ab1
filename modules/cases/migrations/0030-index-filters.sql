-- What a work list is filtered by stands in its indexes: a filter that few tasks fit is then answered from the index alone.
drop index cases.task_work_list;
drop index cases.task_work_list_of_all;
create index task_work_list on cases.task (organisation, work_order, id)
  include (due_at, amber_from, statutory_due_at, matter, case_id) where state = 'open' and kind = 'user';
create index task_work_list_of_all on cases.task (work_order, id)
  include (due_at, amber_from, statutory_due_at, matter, case_id) where state = 'open' and kind = 'user';
drop index cases.task_done;
create index task_done on cases.task (organisation, closed_at desc, id desc) include (matter, case_id) where state = 'done' and by_account is not null;
create index task_done_of_all on cases.task (closed_at desc, id desc) include (matter, case_id) where state = 'done' and by_account is not null;

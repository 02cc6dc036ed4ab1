-- The work list asks for what was handed in; an index on "not a draft" does not serve it.
drop index cases.case_work_list;
create index case_work_list on cases.case (organisation, work_order, id) where submitted_at is not null;
create index case_work_list_of_all on cases.case (work_order, id) where submitted_at is not null;
-- People type the beginning or the last digits of a number.
create index case_no_begins on cases.case (case_no text_pattern_ops);
create index case_no_ends on cases.case (reverse(case_no) text_pattern_ops);

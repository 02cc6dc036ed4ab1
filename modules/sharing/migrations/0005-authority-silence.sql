-- The sharing authority's own silence: until when it must decide an objection, and the day on which the timeline told that it has not; likewise for disputes.
alter table sharing.request add column objection_due_at timestamptz, add column objection_told_on date;
create index request_objection_open on sharing.request (id) where objection = 'open';
alter table sharing.dispute add column told_on date;
create index dispute_running on sharing.dispute (id) where state in ('open', 'answered');

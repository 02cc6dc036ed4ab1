-- A dispute about a request (争议) is said as what a department does to it; its id is the act's.
alter table nodes.share_act drop constraint share_act_kind_check;
alter table nodes.share_act add constraint share_act_kind_check check (kind in ('correct', 'object', 'dispute', 'answer-dispute', 'withdraw-dispute'));
-- Why the other node would not take a request, in both languages; `reason` is what people there wrote.
alter table nodes.share_request add column refusal jsonb;
-- The office that provides it, by the name it has at its own node.
alter table nodes.entry add column provider_name jsonb;

-- How a request between levels stands where it is decided: told by that side each time it changes, the newest told stands beside our own state.
alter table nodes.share_request
  -- The grant, held here or given here, that this request renews.
  add column renews uuid,
  -- As the deciding side says (sharing's AcrossStanding); on that side as it is to be told.
  add column standing jsonb,
  -- Rises with every change: of two, the higher is the newer, whichever came first.
  add column standing_no int not null default 0,
  add column standing_told boolean not null default true;
create index share_request_to_tell on nodes.share_request (peer_id, asked_at) where not standing_told;
create index share_request_renewing on nodes.share_request (renews) where renews is not null;
-- What was decided before this and not told yet is told once more, as an answer without its history.
update nodes.share_request set standing_told = false where direction = 'in' and state in ('agreed', 'refused') and not told;

alter table nodes.share_grant drop constraint share_grant_ended_as_check;
alter table nodes.share_grant add constraint share_grant_ended_as_check check (ended_as in ('revoked', 'returned', 'renewed'));
-- The grant that took its place: whoever calls under this one goes on under that.
alter table nodes.share_grant add column renewed_by uuid;

-- What a department here does to its request after it was asked there: corrected and handed in again, objected to. Said until it is answered;
-- its own id lets the other side do it once.
create table nodes.share_act (
  id uuid primary key,
  share_id uuid not null references nodes.share_request (id),
  kind text not null check (kind in ('correct', 'object')),
  content jsonb not null,
  made_at timestamptz not null,
  made_by text not null,
  state text not null check (state in ('sending', 'taken', 'refused')),
  -- Why the other side would not, in both languages.
  refusal jsonb,
  answered_at timestamptz
);
create index share_act_of_request on nodes.share_act (share_id, made_at);
create index share_act_to_tell on nodes.share_act (share_id) where state = 'sending';

-- Withdrawn there before it ever came: when the request itself comes late, it is not taken up.
create table nodes.share_withdrawn (
  id uuid primary key,
  peer_id text not null references nodes.peer (id),
  at timestamptz not null
);

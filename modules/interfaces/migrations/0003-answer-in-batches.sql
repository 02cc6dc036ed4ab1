-- Calls are recorded in batches, each in one transaction; the answers leave after its commit.
create table interfaces.call_batch (
  id uuid primary key,
  at timestamptz not null,
  calls int not null,
  -- When all answers had left. Null: the process ended (or is about to send them); nobody may say that they were received.
  answered_at timestamptz,
  -- Calls whose answers could not be sent, the caller having gone.
  unsent uuid[] not null default '{}'
);

alter table interfaces.call
  add column batch uuid,
  add column grant_id text,
  -- The key that signed the call; null for the platform's own.
  add column key_id text;

-- Exact usage by day (of Shanghai), interface and application, written with the calls. `slot` keeps batches that run side by side from
-- waiting for one another: the figure is the sum over all slots.
create table interfaces.usage (
  day date not null,
  interface text not null,
  application text not null,
  slot bigint not null,
  calls bigint not null,
  refused bigint not null,
  rows bigint not null,
  primary key (day, interface, application, slot)
);
insert into interfaces.usage (day, interface, application, slot, calls, refused, rows)
select (at at time zone 'Asia/Shanghai')::date, interface, application, 0,
  count(*) filter (where status < 400), count(*) filter (where status >= 400), coalesce(sum(row_count) filter (where status < 400), 0)
from interfaces.call group by 1, 2, 3;

-- By age they are only ever deleted in great numbers; an entry each in a sorted index is not worth its price.
drop index interfaces.nonce_by_age;
create index nonce_by_age on interfaces.nonce using brin (at) with (pages_per_range = 16);

-- The grant (授权) under which a line is taken. Null for an organisation's own lines, and for subscriptions that were agreed before grants were kept: those go on
-- as they stand, with the basis that they state, until they are removed; a new one of another organisation needs a grant.
alter table streams.subscribed_line add column grant_id text;
create index subscribed_line_by_grant on streams.subscribed_line (grant_id) where grant_id is not null;

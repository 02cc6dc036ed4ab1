-- Which unbroken stretch of the source's log a capture is in: another whenever its place was given up and taken anew. Chunks that were joined to one
-- stretch say nothing about the next, so a whole reading that was under way begins from its first chunk.
alter table exchange.capture add column epoch uuid not null default gen_random_uuid();

create function exchange.begin_capture_epoch() returns trigger language plpgsql as $$
begin
  new.epoch := gen_random_uuid();
  return new;
end $$;

create trigger begin_capture_epoch before update of position on exchange.capture
  for each row when (old.position is not null and new.position is null) execute function exchange.begin_capture_epoch();

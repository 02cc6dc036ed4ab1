-- One review a case (一次一评, GB/T 39734-2020). Only reviews that people gave: a default rating is never written.
create table reviews.review (
  id uuid primary key,
  case_id uuid not null unique,
  case_no text not null,
  matter text not null,
  organisation text not null,
  subject text not null,
  stars int not null check (stars between 1 and 5),
  comment bytea,
  at timestamptz not null
);
create index review_by_time on reviews.review (at desc, id desc);

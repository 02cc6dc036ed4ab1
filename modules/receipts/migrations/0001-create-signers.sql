-- Public keys with which applications sign the heads of what they took. A key is replaced, never changed.
create table receipts.signer (
  id uuid primary key,
  application text not null,
  organisation text not null,
  -- 04 ‖ x ‖ y, in hex.
  public_key text not null,
  -- DER.
  certificate bytea not null,
  registered_at timestamptz not null,
  registered_by text not null,
  ended_at timestamptz
);
create unique index signer_in_use on receipts.signer (application) where ended_at is null;

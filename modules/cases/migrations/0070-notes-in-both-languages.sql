-- What the rules or the product itself write beside a step they have in both languages; an officer's own words stand in one.
alter table cases.step add column sealed_note_en bytea;

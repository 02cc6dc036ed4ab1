-- The SHA-256 of the decision that was last tried on past cases: a changed one is not submitted untried.
alter table matters.work add column back_tested text;

-- The BPMN text a version runs by; null for versions first seen before there were processes: they use the product's own.
alter table matters.matter_version add column process_file text;

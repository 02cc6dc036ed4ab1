-- A queue is empty most of the time. What the planner learns of it then, to read the table whole, every connection keeps in this function's plan, and it is
-- wrong as soon as thousands wait.
alter function platform.complete_delivery(bigint, uuid) set enable_seqscan = off;

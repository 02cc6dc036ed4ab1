-- Refused calls are few among very many; the cockpit lists and counts them.
create index call_refused on interfaces.call (at desc, id desc) where status >= 400;

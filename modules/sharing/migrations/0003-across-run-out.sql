-- Requests of other nodes by the last day they were given for: what they were given stands in nodes, so no grant here runs out with them.
create index request_across_until on sharing.request ((document #>> '{asked,until}')) where state = 'in-use' and document ? 'origin';

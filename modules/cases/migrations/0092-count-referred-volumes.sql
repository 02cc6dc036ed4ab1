-- Cases that departments' own systems returned as referred (转报), by when: volumes count referrals where they lie, they are few.
create index returned_referred on cases.returned (ended_at) where state = 'referred' and case_id is null;

-- Cases referred to another authority (转报), by when: nothing happens to them afterwards.
create index case_referred on cases.case (updated_at) where state = 'referred';

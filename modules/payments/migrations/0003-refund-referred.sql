-- A case that was referred to another authority (转报) may give its fee back too, where the matter's rule says so.
alter table payments.bill drop constraint bill_refund_for_check;
alter table payments.bill add constraint bill_refund_for_check check (refund_for in ('withdrawn', 'returned', 'refused', 'referred'));

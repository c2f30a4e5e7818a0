-- Whether somebody was told that her access is stopped: for who works with people. It stands on no list of the loket.
create policy schorsing on notifications_outbox for select to portal_swv using (subject_type = 'schorsing' and (select app_people()));

select * from (values (1, 'Ann'), (2, 'Bob'), (3, null)) t(id, name)

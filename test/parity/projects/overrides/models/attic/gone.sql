select broken from

select 'helpers' as whose

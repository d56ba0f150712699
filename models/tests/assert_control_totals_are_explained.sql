-- Every raw amount is in the mart or in a listed exclusion, to the last decimal.
select *
from {{ ref('control_total') }}
where unexplained_total <> 0

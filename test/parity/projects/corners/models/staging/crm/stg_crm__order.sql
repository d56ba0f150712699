select {{ columns_of(['order_id', 'person_id', 'amount'], 'o.') }}, ordered_on::date as order_date
from {{ source('crm', 'orders') }} as o
where ordered_on < date '{{ var("cutoff") }}'

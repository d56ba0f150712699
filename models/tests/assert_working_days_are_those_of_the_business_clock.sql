select
    dates.date_day,
    dates.is_working_day,
    clock.is_business_day
from {{ ref('dim_date') }} as dates
inner join {{ ref('int_service_business_day') }} as clock
    on dates.date_day = clock.date_day
where dates.is_working_day <> clock.is_business_day

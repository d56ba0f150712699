{#
    Complaints by the month in which they were opened and, one after the other, by product, batch,
    cause and branch; driver_type 'all' is the whole company. Causes are measured against all orders.
    A driver of any complaint has its months without one too, so that its orders add up over months.
#}
with drivers as (

    select * from {{ ref('int_service_complaint_driver') }}

),

exposures as (

    select * from {{ ref('int_service_complaint_exposure') }}

),

cases as (

    select * from {{ ref('fct_case') }}

),

products as (

    select * from {{ ref('dim_product_current') }}

),

branches as (

    select * from {{ ref('dim_organisation_current') }}

),

counted as (

    select
        cast(date_trunc('month', drivers.opened_date) as date) as month_start_date,
        drivers.driver_type,
        drivers.driver_id,
        count(*) as complaint_count,
        sum(case when cases.resolved_at is not null then 1 else 0 end) as resolved_count,
        sum(case when cases.is_resolution_breached then 1 else 0 end)
            as resolution_breached_count,
        {{ quantile('cases.accept_minutes', 0.5) }} as median_accept_minutes,
        {{ quantile('cases.record_minutes', 0.5) }} as median_record_minutes,
        {{ quantile('cases.resolve_minutes', 0.5) }} as median_resolve_minutes,
        {{ quantile('cases.follow_up_minutes', 0.5) }} as median_follow_up_minutes,
        {{ quantile('cases.resolution_minutes', 0.5) }} as median_resolution_minutes
    from drivers
    inner join cases
        on drivers.case_key = cases.case_key
    group by 1, 2, 3

),

company as (

    select * from exposures where driver_type = 'all'

),

known_drivers as (

    select distinct driver_type, driver_id
    from counted

),

driver_months as (

    select month_start_date, driver_type, driver_id
    from counted

    union

    select exposures.month_start_date, exposures.driver_type, exposures.driver_id
    from exposures
    left join known_drivers
        on exposures.driver_type = known_drivers.driver_type
        and exposures.driver_id = known_drivers.driver_id
    where
        exposures.driver_type = 'all'
        or known_drivers.driver_id is not null

    union

    select company.month_start_date, known_drivers.driver_type, known_drivers.driver_id
    from company
    cross join known_drivers
    where known_drivers.driver_type = 'cause'

),

measured as (

    select
        driver_months.month_start_date,
        driver_months.driver_type,
        driver_months.driver_id,
        coalesce(counted.complaint_count, 0) as complaint_count,
        coalesce(counted.resolved_count, 0) as resolved_count,
        coalesce(counted.resolution_breached_count, 0) as resolution_breached_count,
        coalesce(
            case
                when driver_months.driver_type = 'cause' then company.order_count
                else exposures.order_count
            end, 0
        ) as order_count,
        counted.median_accept_minutes,
        counted.median_record_minutes,
        counted.median_resolve_minutes,
        counted.median_follow_up_minutes,
        counted.median_resolution_minutes
    from driver_months
    left join counted
        on driver_months.month_start_date = counted.month_start_date
        and driver_months.driver_type = counted.driver_type
        and driver_months.driver_id = counted.driver_id
    left join exposures
        on driver_months.month_start_date = exposures.month_start_date
        and driver_months.driver_type = exposures.driver_type
        and driver_months.driver_id = exposures.driver_id
    left join company
        on driver_months.month_start_date = company.month_start_date

),

final as (

    select
        measured.month_start_date,
        measured.driver_type,
        measured.driver_id,

        coalesce(products.product_name, branches.unit_name, measured.driver_id) as driver_name,
        coalesce(products.product_key, -1) as product_key,
        coalesce(branches.organisation_key, -1) as organisation_key,

        cast(measured.complaint_count as integer) as complaint_count,
        cast(measured.resolved_count as integer) as resolved_count,
        cast(measured.resolution_breached_count as integer) as resolution_breached_count,
        cast(measured.order_count as integer) as order_count,
        1000 * {{ share('measured.complaint_count', 'measured.order_count') }}
            as complaints_per_1000_orders,
        cast(measured.median_accept_minutes as double) as median_accept_minutes,
        cast(measured.median_record_minutes as double) as median_record_minutes,
        cast(measured.median_resolve_minutes as double) as median_resolve_minutes,
        cast(measured.median_follow_up_minutes as double) as median_follow_up_minutes,
        cast(measured.median_resolution_minutes as double) as median_resolution_minutes
    from measured
    left join products
        on measured.driver_type = 'product'
        and measured.driver_id = cast(products.product_key as varchar)
    left join branches
        on measured.driver_type = 'branch'
        and measured.driver_id = cast(branches.organisation_key as varchar)

)

select * from final

{#
    Complaints by the month in which they were opened and, one after the other, by product, batch,
    cause and branch; driver_type 'all' is the whole company. Causes are measured against all orders.
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

final as (

    select
        counted.month_start_date,
        counted.driver_type,
        counted.driver_id,

        coalesce(products.product_name, branches.unit_name, counted.driver_id) as driver_name,
        coalesce(products.product_key, 0) as product_key,
        coalesce(branches.organisation_key, 0) as organisation_key,

        cast(counted.complaint_count as integer) as complaint_count,
        cast(counted.resolved_count as integer) as resolved_count,
        cast(counted.resolution_breached_count as integer) as resolution_breached_count,
        cast(
            coalesce(
                exposures.order_count,
                case when counted.driver_type = 'cause' then company.order_count end, 0
            ) as integer
        ) as order_count,
        1000 * {{ share(
            'counted.complaint_count',
            "coalesce(exposures.order_count, "
            ~ "case when counted.driver_type = 'cause' then company.order_count end)"
        ) }} as complaints_per_1000_orders,
        cast(counted.median_accept_minutes as double) as median_accept_minutes,
        cast(counted.median_record_minutes as double) as median_record_minutes,
        cast(counted.median_resolve_minutes as double) as median_resolve_minutes,
        cast(counted.median_follow_up_minutes as double) as median_follow_up_minutes,
        cast(counted.median_resolution_minutes as double) as median_resolution_minutes
    from counted
    left join exposures
        on counted.month_start_date = exposures.month_start_date
        and counted.driver_type = exposures.driver_type
        and counted.driver_id = exposures.driver_id
    left join company
        on counted.month_start_date = company.month_start_date
    left join products
        on counted.driver_type = 'product'
        and counted.driver_id = cast(products.product_key as varchar)
    left join branches
        on counted.driver_type = 'branch'
        and counted.driver_id = cast(branches.organisation_key as varchar)

)

select * from final

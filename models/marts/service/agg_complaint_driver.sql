{#
    Over all orders and complaints to date, how far each product, batch and branch exceeds what its
    orders let expect at the common rate of its kind. A batch of few orders does not lead by chance:
    the excess is divided by the spread of a count, which is taken as at least 1. Causes have no
    orders of their own: each is compared with an equal share of all complaints.
#}
with drivers as (

    select * from {{ ref('int_service_complaint_driver') }}

),

exposures as (

    select * from {{ ref('int_service_complaint_exposure') }}

),

products as (

    select * from {{ ref('dim_product_current') }}

),

branches as (

    select * from {{ ref('dim_organisation_current') }}

),

complaints as (

    select
        driver_type,
        driver_id,
        count(*) as complaint_count,
        min(opened_date) as first_complaint_date,
        max(opened_date) as last_complaint_date
    from drivers
    where driver_type <> 'all'
    group by driver_type, driver_id

),

sold as (

    select
        driver_type,
        driver_id,
        sum(order_count) as order_count
    from exposures
    where driver_type <> 'all'
    group by driver_type, driver_id

),

members as (

    select
        coalesce(complaints.driver_type, sold.driver_type) as driver_type,
        coalesce(complaints.driver_id, sold.driver_id) as driver_id,
        coalesce(complaints.complaint_count, 0) as complaint_count,
        coalesce(sold.order_count, 0) as order_count,
        complaints.first_complaint_date,
        complaints.last_complaint_date
    from complaints
    full outer join sold
        on complaints.driver_type = sold.driver_type
        and complaints.driver_id = sold.driver_id

),

expected as (

    select
        *,
        case
            when driver_type = 'cause'
                then cast(sum(complaint_count) over (partition by driver_type) as double)
                    / count(*) over (partition by driver_type)
            else order_count
                * cast(sum(complaint_count) over (partition by driver_type) as double)
                / nullif(sum(order_count) over (partition by driver_type), 0)
        end as expected_complaint_count
    from members

),

scored as (

    select
        *,
        (complaint_count - coalesce(expected_complaint_count, 0))
        / sqrt(greatest(coalesce(expected_complaint_count, 0), 1)) as excess_score
    from expected
    where complaint_count > 0

),

final as (

    select
        scored.driver_type,
        scored.driver_id,

        coalesce(products.product_name, branches.unit_name, scored.driver_id) as driver_name,
        coalesce(products.product_key, -1) as product_key,
        coalesce(branches.organisation_key, -1) as organisation_key,
        scored.first_complaint_date,
        scored.last_complaint_date,

        cast(scored.complaint_count as integer) as complaint_count,
        cast(scored.order_count as integer) as order_count,
        1000 * {{ share('scored.complaint_count', 'scored.order_count') }}
            as complaints_per_1000_orders,
        cast(coalesce(scored.expected_complaint_count, 0) as double) as expected_complaint_count,
        cast(scored.excess_score as double) as excess_score,
        cast(
            row_number() over (
                partition by scored.driver_type
                order by scored.excess_score desc, scored.driver_id
            ) as integer
        ) as rank_in_type,
        case
            when scored.driver_type <> 'cause'
                then cast(
                    row_number() over (
                        partition by scored.driver_type = 'cause'
                        order by scored.excess_score desc, scored.driver_type, scored.driver_id
                    ) as integer
                )
        end as overall_rank
    from scored
    left join products
        on scored.driver_type = 'product'
        and scored.driver_id = cast(products.product_key as varchar)
    left join branches
        on scored.driver_type = 'branch'
        and scored.driver_id = cast(branches.organisation_key as varchar)

)

select * from final

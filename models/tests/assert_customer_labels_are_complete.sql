-- Every customer has every label exactly once, and every label its definition.
with labels as (

    select
        customer_key,
        count(*) as label_count
    from {{ ref('customer_label') }}
    group by customer_key

),

profiles as (

    select customer_key from {{ ref('dim_customer_profile') }}

)

select
    profiles.customer_key,
    labels.label_count
from profiles
left join labels
    on profiles.customer_key = labels.customer_key
where coalesce(labels.label_count, 0) <> {{ customer_labels() | length }}

-- Every customer has every label exactly once, and every label its definition. As many labels as there are
-- definitions, with the same numbers in sum, are each of them once.
with definitions as (

    select
        count(*) as definition_count,
        {{ number_sum(row_hash(['label_name'])) }} as label_mark
    from {{ ref('label_definition') }}

),

labels as (

    select
        customer_key,
        count(*) as label_count,
        {{ number_sum(row_hash(['label_name'])) }} as label_mark
    from {{ ref('customer_label') }}
    group by customer_key

),

profiles as (

    select customer_key from {{ ref('dim_customer_profile') }}

)

select
    coalesce(profiles.customer_key, labels.customer_key) as customer_key,
    labels.label_count,
    definitions.definition_count
from profiles
full outer join labels
    on profiles.customer_key = labels.customer_key
cross join definitions
where
    profiles.customer_key is null
    or labels.label_count is distinct from {{ customer_labels() | length }}
    or labels.label_count <> definitions.definition_count
    or labels.label_mark <> definitions.label_mark

with labels as (

    select * from {{ ref('int_customer_label') }}

),

history as (

    select * from {{ ref('customer_label_history') }}
    where valid_to is null

),

definitions as (

    select * from {{ ref('label_definition') }}

),

final as (

    select
        labels.customer_key,
        labels.label_name,

        labels.label_value,
        coalesce(history.valid_from, labels.labelled_date) as since_date,
        labels.evidence,
        definitions.definition
    from labels
    left join history
        on labels.customer_key = history.customer_key
        and labels.label_name = history.label_name
        and labels.label_value = history.label_value
    inner join definitions
        on labels.label_name = definitions.label_name

)

select * from final

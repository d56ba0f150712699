-- Within a label, one value follows the other without a gap or an overlap, and one is still valid.
with history as (

    select
        customer_key,
        label_name,
        valid_from,
        valid_to,
        lead(valid_from) over (
            partition by customer_key, label_number order by valid_from
        ) as next_valid_from
    from (
        select
            customer_key,
            label_name,
            {{ row_hash(['label_name']) }} as label_number,
            valid_from,
            valid_to
        from {{ ref('customer_label_history') }}
    ) as numbered

)

select *
from history
where
    (next_valid_from is not null and (valid_to is null or valid_to <> next_valid_from))
    or (next_valid_from is null and valid_to is not null)

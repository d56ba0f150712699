with known as (

    select * from {{ ref('stg_erp__invoice_known') }}
    where not is_deleted

),

final as (

    select
        -- keys
        invoice_no,
        order_no,
        customer_no,

        -- dimensions
        invoice_date,
        due_date,
        currency_code,

        -- measures
        net_source_amount,
        tax_source_amount,
        gross_source_amount,

        -- metadata
        invoice_key,
        order_key,
        party_key,
        _record_mark,
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final

with known as (

    select * from {{ ref('stg_erp__payment_known') }}
    where not is_deleted

),

final as (

    select
        -- keys
        payment_no,
        invoice_no,
        customer_no,

        -- dimensions
        paid_date,
        currency_code,
        payment_method,

        -- measures
        paid_source_amount,

        -- metadata
        payment_key,
        invoice_key,
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

with source as (

    {{ source_rows(
        source('raw_erp', 'payment'),
        [
            ['payment_no', 'payment_no', 'text'],
            ['invoice_no', 'invoice_no', 'text'],
            ['customer_no', 'customer_no', 'text'],
            ['paid_date', 'paid_date', 'date'],
            ['currency', 'currency_code', 'text'],
            ['method', 'payment_method', 'text'],
            ['amount', 'paid_source_amount', 'amount'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['payment_no']) }}

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
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final

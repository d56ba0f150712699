with source as (

    {{ source_rows(
        source('raw_erp', 'invoice'),
        [
            ['invoice_no', 'invoice_no', 'text'],
            ['order_no', 'order_no', 'text'],
            ['customer_no', 'customer_no', 'text'],
            ['invoice_date', 'invoice_date', 'date'],
            ['due_date', 'due_date', 'date'],
            ['currency', 'currency_code', 'text'],
            ['net_amount', 'net_source_amount', 'amount'],
            ['tax_amount', 'tax_source_amount', 'amount'],
            ['gross_amount', 'gross_source_amount', 'amount'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['invoice_no']) }}

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
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final

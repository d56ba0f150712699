with source as (

    {{ source_rows(
        source('raw_erp', 'return_line'),
        [
            ['return_no', 'return_no', 'text'],
            ['order_no', 'order_no', 'text'],
            ['line_no', 'line_no', 'integer'],
            ['return_date', 'return_date', 'date'],
            ['reason', 'return_reason', 'text'],
            ['quantity', 'quantity', 'integer'],
            ['net_amount', 'net_source_amount', 'amount'],
            ['tax_amount', 'tax_source_amount', 'amount'],
            ['cost_amount', 'cost_source_amount', 'amount'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['return_no', 'order_no', 'line_no']) }}

),

final as (

    select
        -- keys
        return_no,
        order_no,
        line_no,

        -- dimensions
        return_date,
        return_reason,

        -- measures
        quantity,
        net_source_amount,
        tax_source_amount,
        cost_source_amount,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final

with source as (

    {{ source_rows(
        source('raw_erp', 'sales_order'),
        [
            ['order_no', 'order_no', 'text'],
            ['customer_no', 'customer_no', 'text'],
            ['channel', 'channel_id', 'text'],
            ['branch_id', 'branch_id', 'text'],
            ['rep_employee_no', 'rep_employee_no', 'text'],
            ['opportunity_id', 'opportunity_id', 'text'],
            ['campaign_id', 'campaign_id', 'text'],
            ['currency', 'currency_code', 'text'],
            ['order_date', 'order_date', 'date'],
            ['ordered_at', 'ordered_at', 'timestamp'],
            ['promised_date', 'promised_date', 'date'],
            ['status', 'status_name', 'text'],
        ],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

known as (

    {{ known_versions('source', ['order_no']) }}

),

final as (

    select
        -- keys
        order_no,
        customer_no,
        channel_id,
        branch_id,
        rep_employee_no,
        opportunity_id,
        campaign_id,

        -- dimensions
        currency_code,
        order_date,
        ordered_at,
        promised_date,
        status_name,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final

with source as (

    {{ source_rows(
        source('raw_salesforce', 'opportunity_history'),
        [
            ['Id', 'opportunity_history_id', 'text'],
            ['OpportunityId', 'opportunity_id', 'text'],
            ['CreatedById', 'created_by_user_id', 'text'],
            ['StageName', 'stage_name', 'text'],
            ['CloseDate', 'close_date', 'date'],
            ['ForecastCategory', 'forecast_category', 'text'],
            ['CreatedDate', 'created_at', 'timestamp'],
            ['Amount', 'opportunity_source_amount', 'amount'],
            ['Probability', 'probability_percent', 'rate'],
        ],
        changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
        deleted='IsDeleted',
    ) }}

),

known as (

    {{ known_versions('source', ['opportunity_history_id']) }}

),

final as (

    select
        -- keys
        opportunity_history_id,
        opportunity_id,
        created_by_user_id,

        -- dimensions
        stage_name,
        close_date,
        forecast_category,
        created_at,

        -- measures
        opportunity_source_amount,
        probability_percent,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final

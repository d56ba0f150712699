with source as (

    {{ source_rows(
        source('raw_salesforce', 'opportunity'),
        [
            ['Id', 'opportunity_id', 'text'],
            ['AccountId', 'account_id', 'text'],
            ['OwnerId', 'owner_user_id', 'text'],
            ['CampaignId', 'campaign_id', 'text'],
            ['ERP_Order_No__c', 'erp_order_no', 'text'],
            ['Name', 'opportunity_name', 'text'],
            ['StageName', 'stage_name', 'text'],
            ['CurrencyIsoCode', 'currency_code', 'text'],
            ['CloseDate', 'close_date', 'date'],
            ['Type', 'opportunity_type', 'text'],
            ['LeadSource', 'lead_source', 'text'],
            ['IsClosed', 'is_closed', 'boolean'],
            ['IsWon', 'is_won', 'boolean'],
            ['ForecastCategoryName', 'forecast_category', 'text'],
            ['Loss_Reason__c', 'loss_reason_name', 'text'],
            ['Competitor__c', 'competitor_name', 'text'],
            ['CreatedDate', 'created_at', 'timestamp'],
            ['Amount', 'opportunity_source_amount', 'amount'],
            ['Probability', 'probability_percent', 'rate'],
        ],
        changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
        deleted='IsDeleted',
    ) }}

),

known as (

    {{ known_versions('source', ['opportunity_id']) }}

),

final as (

    select
        -- keys
        opportunity_id,
        account_id,
        owner_user_id,
        campaign_id,
        erp_order_no,

        -- dimensions
        opportunity_name,
        stage_name,
        currency_code,
        close_date,
        opportunity_type,
        lead_source,
        is_closed,
        is_won,
        forecast_category,
        loss_reason_name,
        competitor_name,
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

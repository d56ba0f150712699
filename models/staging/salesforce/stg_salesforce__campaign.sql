with source as (

    {{ source_rows(
        source('raw_salesforce', 'campaign'),
        [
            ['Id', 'campaign_id', 'salesforce_id'],
            ['ParentId', 'parent_campaign_id', 'salesforce_id'],
            ['Name', 'campaign_name', 'text'],
            ['Type', 'campaign_type', 'text'],
            ['Status', 'status_name', 'text'],
            ['StartDate', 'start_date', 'date'],
            ['EndDate', 'end_date', 'date'],
            ['Offer__c', 'offer_name', 'text'],
            ['Segment__c', 'segment_name', 'text'],
            ['Channel__c', 'channel_name', 'text'],
            ['CurrencyIsoCode', 'currency_code', 'text'],
            ['CreatedDate', 'created_at', 'timestamp'],
            ['BudgetedCost', 'budgeted_cost_amount', 'amount'],
            ['ActualCost', 'actual_cost_amount', 'amount'],
            ['ExpectedRevenue', 'expected_revenue_amount', 'amount'],
        ],
        changed_at=['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
        deleted='IsDeleted',
    ) }}

),

known as (

    {{ known_versions('source', ['campaign_id']) }}

),

final as (

    select
        -- keys
        campaign_id,
        parent_campaign_id,

        -- dimensions
        campaign_name,
        campaign_type,
        status_name,
        start_date,
        end_date,
        offer_name,
        segment_name,
        channel_name,
        currency_code,
        created_at,

        -- measures
        budgeted_cost_amount,
        actual_cost_amount,
        expected_revenue_amount,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final

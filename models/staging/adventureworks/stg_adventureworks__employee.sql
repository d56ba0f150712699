with source as (

    {{ source_rows(
        source('raw_adventureworks', 'dim_employee'),
        [
            ['EmployeeKey', 'employee_number', 'text'],
            ['SalesTerritoryKey', 'territory_number', 'text'],
            ['FirstName', 'first_name', 'text'],
            ['MiddleName', 'middle_name', 'text'],
            ['LastName', 'last_name', 'text'],
            ['EmailAddress', 'email_address', 'text'],
            ['Title', 'title_name', 'text'],
            ['HireDate', 'hired_date', 'date'],
            ['EndDate', 'left_date', 'date'],
        ],
    ) }}

),

latest as (

    {{ latest_load('source', ['employee_number']) }}

),

final as (

    select
        -- keys
        employee_number,
        territory_number,

        -- dimensions
        first_name,
        middle_name,
        last_name,
        email_address,
        title_name,
        hired_date,
        left_date,

        -- metadata
        _load_id,
        _loaded_at,
        _source_position
    from latest

)

select * from final
